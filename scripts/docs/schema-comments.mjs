import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import ts from 'typescript';

/**
 * What the doc comments of a schema say about its keys: a map from `a.b.c` to text. `name` is the variable of the file
 * that holds the schema; variables that it refers to are looked up in the same file and in those it imports by path.
 */
export function schemaComments(path, name) {
  const variables = variablesOf(path);
  const comments = new Map();
  collect(variables.get(name), []);
  return comments;

  function collect(node, keys) {
    const shape = shapeIn(node);
    for (const property of shape?.properties ?? []) {
      const key = [...keys, property.name.text];
      const text = commentOf(property);
      if (text !== '') comments.set(key.join('.'), text);
      const value = ts.isShorthandPropertyAssignment(property)
        ? variables.get(property.name.text)
        : property.initializer;
      collect(ts.isIdentifier(value) ? variables.get(value.text) : value, key);
    }
  }
}

/** The variables of a file and of the files that it imports, by name. */
function variablesOf(path, variables = new Map()) {
  const source = ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.Latest, true);
  for (const statement of source.statements) {
    if (ts.isImportDeclaration(statement) && statement.moduleSpecifier.text.startsWith('./')) {
      variablesOf(join(dirname(path), statement.moduleSpecifier.text.replace(/\.js$/, '.ts')), variables);
    }
    if (!ts.isVariableStatement(statement)) continue;
    for (const declaration of statement.declarationList.declarations) {
      if (ts.isIdentifier(declaration.name)) variables.set(declaration.name.text, declaration.initializer);
    }
  }
  return variables;
}

/** The object literal that `section({…})`, `z.strictObject({…}).prefault({})` and the like describe. */
function shapeIn(node) {
  if (node === undefined || !ts.isCallExpression(node)) return undefined;
  const callee = node.expression;
  const [argument] = node.arguments;
  const isShape = /^(section|strictObject|object)$/.test(
    ts.isPropertyAccessExpression(callee) ? callee.name.text : callee.getText(),
  );
  if (isShape && argument !== undefined && ts.isObjectLiteralExpression(argument)) return argument;
  return ts.isPropertyAccessExpression(callee) ? shapeIn(callee.expression) : undefined;
}

function commentOf(node) {
  const text = node.getSourceFile().text;
  const ranges = ts.getLeadingCommentRanges(text, node.getFullStart()) ?? [];
  const last = ranges.findLast(({ pos }) => text.startsWith('/**', pos));
  if (last === undefined) return '';
  return text
    .slice(last.pos + 3, last.end - 2)
    .replaceAll(/\s*\n\s*\*\s?/g, ' ')
    .trim();
}
