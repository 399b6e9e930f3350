import { readdirSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';

/** A text as the stack writes it, with the secrets that stand in it. */
export interface Form {
  readonly kind: string;
  readonly text: string;
  readonly secrets: readonly string[];
}

const FOLDER = new URL('corpus/', import.meta.url);
const HARMLESS = 'harmless.txt';
/** So much of a secret helps who looks for it. */
const TELLING = 6;

/** All forms of secrets: marked with ⟦ and ⟧, and with a · in those that a scanner of repositories would take for real ones. */
export function readForms(): readonly Form[] {
  const files = readdirSync(FOLDER).filter((file) => file !== HARMLESS);
  return files.flatMap((file) => textsIn(file).map((marked) => formOf(basename(file, '.txt'), marked)));
}

/** Lines that hold no secret, and words that tell something. */
export function readHarmless(): readonly string[] {
  return textsIn(HARMLESS);
}

/** A line is a text, but for what stands between <<< and >>>. */
function textsIn(file: string): readonly string[] {
  const content = readFileSync(new URL(file, FOLDER), 'utf8');
  const found = content.matchAll(/^<<<\n(?<block>[\s\S]*?)\n>>>$|^(?<line>.+)$/gm);
  return Array.from(found, ({ groups }) => groups?.block ?? groups?.line ?? '');
}

function formOf(kind: string, marked: string): Form {
  const secrets = Array.from(marked.matchAll(/⟦([^⟧]*)⟧/g), ([, secret = '']) => secret.replaceAll('·', ''));
  return { kind, text: marked.replace(/⟦([^⟧]*)⟧/g, (_, secret: string) => secret.replaceAll('·', '')), secrets };
}

/** Pieces of the secrets that a masked text shows, and that stand nowhere else in it. */
export function survivors({ text, secrets }: Form, masked: string): readonly string[] {
  const around = secrets.reduce((rest, secret) => rest.replaceAll(secret, '\n'), text);
  return secrets.flatMap(piecesOf).filter((piece) => masked.includes(piece) && !around.includes(piece));
}

function piecesOf(secret: string): readonly string[] {
  if (secret.length <= TELLING) return [secret];
  return Array.from({ length: secret.length - TELLING + 1 }, (_, at) => secret.slice(at, at + TELLING));
}
