/** An element of an XML document as a test looks at it. */
export interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  /** The text directly inside, entities resolved. */
  readonly text: string;
}

/** All elements in their order. Throws where the text is no well-formed XML 1.0, as far as SVG by hand goes. */
export function parseXml(document: string): readonly XmlElement[] {
  if (/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u.test(document))
    throw new Error('a forbidden character');
  const elements: { name: string; attributes: Record<string, string>; text: string }[] = [];
  const open: typeof elements = [];
  for (const [, tag, text = ''] of document.matchAll(/<([^<>]*)>([^<]*)/g)) {
    if (tag?.startsWith('/')) {
      if (open.pop()?.name !== tag.slice(1)) throw new Error(`</${tag.slice(1)}> closes nothing`);
    } else {
      const [name = ''] = /^[a-z]+/i.exec(tag ?? '') ?? [];
      const element = { name, attributes: attributesOf((tag ?? '').slice(name.length)), text: resolve(text) };
      elements.push(element);
      if (!tag?.endsWith('/')) open.push(element);
    }
  }
  if (open.length > 0 || elements.length === 0) throw new Error(`<${open.at(-1)?.name}> is not closed`);
  return elements;
}

function attributesOf(text: string): Record<string, string> {
  const rest = text.replace(/\s+[a-zA-Z][a-zA-Z0-9-]*="[^"<]*"/g, '').replace(/\/$/, '');
  if (rest.trim() !== '') throw new Error(`${JSON.stringify(rest)} is no attribute`);
  return Object.fromEntries(
    [...text.matchAll(/([a-zA-Z][a-zA-Z0-9-]*)="([^"]*)"/g)].map(([, name, value]) => [name, resolve(value ?? '')]),
  );
}

function resolve(text: string): string {
  if (/&(?!(?:#\d+|amp|lt|gt|quot|apos);)/.test(text)) throw new Error(`an open & in ${JSON.stringify(text)}`);
  return text.replace(/&#(\d+);/g, (_all, number) => String.fromCodePoint(Number(number)));
}
