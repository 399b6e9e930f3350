import { BSON } from 'mongodb';
import type { Document } from './wire.ts';

/** Databases of collections of documents. What nobody inserted into does not exist. */
export interface Store {
  databases(): readonly string[];
  collections(database: string): readonly string[];
  insert(database: string, collection: string, document: Document): void;
  /** Documents that equal the filter in every path it names; throws on a filter that says more than equality. */
  find(database: string, collection: string, filter: Document): readonly Document[];
}

export function createStore(): Store {
  const databases = new Map<string, Map<string, Document[]>>();
  return {
    databases: () => [...databases.keys()],
    collections: (database) => [...(databases.get(database)?.keys() ?? [])],
    insert(database, collection, document) {
      const collections = databases.get(database) ?? new Map<string, Document[]>();
      databases.set(database, collections);
      const documents = collections.get(collection) ?? [];
      collections.set(collection, documents);
      documents.push({ _id: new BSON.ObjectId(), ...document });
    },
    find(database, collection, filter) {
      const conditions = Object.entries(filter).map(readCondition);
      const documents = databases.get(database)?.get(collection) ?? [];
      return documents.filter((document) => conditions.every((condition) => condition(document)));
    },
  };
}

function readCondition([path, expected]: [string, unknown]): (document: Document) => boolean {
  if (path.startsWith('$') || hasOperator(expected)) throw new Error(`the lab knows no operators: ${path}`);
  const wanted = asText(expected);
  return (document) => asText(valueAt(document, path)) === wanted;
}

function hasOperator(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).some((key) => key.startsWith('$'));
}

function valueAt(document: Document, path: string): unknown {
  return path.split('.').reduce<unknown>((value, key) => (value as Document | null | undefined)?.[key], document);
}

/** A missing field equals null, as in MongoDB. */
function asText(value: unknown): string {
  return BSON.EJSON.stringify({ value: value ?? null });
}
