/** Numbers for words, so that a recogniser of text can be used where one of tokens is wanted. One a model. */
export interface WordTable {
  tokensOf(text: string): number[];
  textOf(tokens: readonly number[]): string;
}

export function createWordTable(): WordTable {
  const words: string[] = [];
  const numbers = new Map<string, number>();
  return {
    tokensOf: (text) =>
      text
        .split(/\s+/)
        .filter((word) => word !== '')
        .map((word) => {
          let number = numbers.get(word);
          if (number === undefined) {
            number = words.push(word) - 1;
            numbers.set(word, number);
          }
          return number;
        }),
    textOf: (tokens) => tokens.map((token) => words[token] ?? '').join(' '),
  };
}
