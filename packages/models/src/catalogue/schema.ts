import { z } from 'zod';

/** A name that is safe as a file or folder name on every system, and never hidden or a path. */
const fileName = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]*$/, 'must be a plain file name');
/** A path inside a package: relative, forward slashes, nothing that climbs. */
const innerPath = z
  .string()
  .min(1)
  .refine((path) => !path.startsWith('/') && !path.split('/').includes('..'), 'must stay inside the package');
const packageBytes = z.number().int().positive().optional();

const singleSource = z.union([
  z.strictObject({ folder: z.string().min(1), path: innerPath.optional() }),
  z.strictObject({
    npm: z.string().regex(/^(@[a-z0-9._-]+\/)?[a-z0-9._-]+@[0-9][\w.+-]*$/, 'must be name@version'),
    path: innerPath,
    packageBytes,
  }),
  z.strictObject({
    pypi: z.string().regex(/^[A-Za-z0-9._-]+==[0-9][\w.+!-]*$/, 'must be name==version'),
    path: innerPath,
    packageBytes,
  }),
  z.strictObject({ url: z.url({ protocol: /^https?$/ }) }),
]);

const modelFile = z.strictObject({
  name: fileName,
  sizeBytes: z.number().int().positive(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/, 'must be 64 hexadecimal digits'),
  sources: z.array(z.union([singleSource, z.strictObject({ join: z.array(singleSource).min(2) })])).min(1),
});

const catalogueModel = z.strictObject({
  id: fileName,
  task: z.enum(['tts', 'asr', 'vad', 'end-of-turn', 'llm']),
  family: z.string().min(1),
  default: z.boolean().default(false),
  languages: z.array(z.string().min(2)).min(1),
  sampleRateHz: z.number().int().positive().optional(),
  licence: z.string().min(1),
  notes: z.string().optional(),
  settings: z.record(z.string(), z.unknown()).default({}),
  files: z.array(modelFile),
});

/** What `configs/models.yaml` may hold. An unknown key is an error. */
export const catalogueSchema = z.strictObject({
  models: z.array(catalogueModel).superRefine((models, context) => {
    const seen = new Set<string>();
    for (const [index, { id }] of models.entries()) {
      if (seen.has(id))
        context.addIssue({ code: 'custom', path: [index, 'id'], message: `${id} is there twice` });
      seen.add(id);
    }
  }),
});

/** One place where a file can be had. */
export type SingleSource = z.infer<typeof singleSource>;
/** One place, or several whose contents make the file one after the other. */
export type FileSource = z.infer<typeof modelFile>['sources'][number];
export type ModelTask = z.infer<typeof catalogueModel>['task'];
/** One file of a model, with the checksum that any source must give. */
export type ModelFile = z.infer<typeof modelFile>;
/** One entry of the catalogue. Languages are BCP 47; `mul` means many, or none in particular. */
export type CatalogueModel = z.infer<typeof catalogueModel>;
