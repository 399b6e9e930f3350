import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parse, parseAllDocuments } from 'yaml';
import { z } from 'zod';

export type Manifest = z.output<typeof manifestSchema>;

const manifestSchema = z.looseObject({
  apiVersion: z.string(),
  kind: z.string(),
  metadata: z.looseObject({ name: z.string(), namespace: z.string().exactOptional() }),
});

/** Of kustomize what deploy/ uses, and no more: another key is a mistake. */
const kustomization = z.strictObject({
  apiVersion: z.literal('kustomize.config.k8s.io/v1beta1'),
  kind: z.literal('Kustomization'),
  namespace: z.string().exactOptional(),
  resources: z.array(z.string()),
  images: z.array(z.strictObject({ name: z.string(), newName: z.string(), newTag: z.string() })).default([]),
  configMapGenerator: z.array(z.strictObject({ name: z.string(), files: z.array(z.string()) })).default([]),
});

const CLUSTER_WIDE = ['Namespace', 'ClusterRole', 'ClusterRoleBinding'];

/** The objects of a folder with a kustomization.yaml, as `kubectl kustomize` makes them but for the hash in a ConfigMap's name. */
export function kustomize(folder: string): readonly Manifest[] {
  const text = readFileSync(path.join(folder, 'kustomization.yaml'), 'utf8');
  const { namespace, resources, images, configMapGenerator } = kustomization.parse(parse(text));
  const found = resources.flatMap((name) =>
    /\.yaml$/.test(name)
      ? manifestsOf(readFileSync(path.join(folder, name), 'utf8'))
      : kustomize(path.join(folder, name)),
  );
  const made = configMapGenerator.map(({ name, files }) => ({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name },
    data: Object.fromEntries(files.map((file) => [file, readFileSync(path.join(folder, file), 'utf8')])),
  }));
  return [...found, ...made].map((manifest) => inNamespace(withImages(manifest, images), namespace));
}

export function manifestsOf(text: string): readonly Manifest[] {
  return parseAllDocuments(text)
    .map((document): unknown => document.toJS())
    .filter((value) => value !== null)
    .map((value) => manifestSchema.parse(value));
}

function inNamespace(manifest: Manifest, namespace: string | undefined): Manifest {
  if (namespace === undefined || CLUSTER_WIDE.includes(manifest.kind)) return manifest;
  return { ...manifest, metadata: { ...manifest.metadata, namespace } };
}

type Images = z.output<typeof kustomization>['images'];

function withImages(manifest: Manifest, images: Images): Manifest {
  const replaced = (image: string) => {
    const other = images.find(({ name }) => image === name || image.startsWith(`${name}:`));
    return other ? `${other.newName}:${other.newTag}` : image;
  };
  const revive = (key: string, value: unknown) =>
    key === 'image' && typeof value === 'string' ? replaced(value) : value;
  return manifestSchema.parse(JSON.parse(JSON.stringify(manifest), revive));
}
