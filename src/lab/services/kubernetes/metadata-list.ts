import type { ObjectList } from './list.ts';

/** Whether a list is wanted without spec, data and status. */
export function asksForMetadata(accept = ''): boolean {
  return /;as=PartialObjectMetadataList(?:;|$)/.test(accept);
}

/** The same list, of each object its metadata alone. */
export function metadataOf({ metadata, items }: ObjectList): object {
  return {
    kind: 'PartialObjectMetadataList',
    apiVersion: 'meta.k8s.io/v1',
    metadata,
    items: items.map((item) => ({
      kind: 'PartialObjectMetadata',
      apiVersion: 'meta.k8s.io/v1',
      metadata: item.metadata,
    })),
  };
}
