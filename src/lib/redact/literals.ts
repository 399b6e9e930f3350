/**
 * The text with what its JSON strings say masked, where that needs escapes: inside them lines end and quotes are closed as
 * in any text. Nested JSON is read as deep as it goes; each level has twice the escapes, so all take no longer than one.
 */
export function maskLiterals(text: string, mask: (text: string) => string): string {
  if (!text.includes('\\') || !text.includes('"')) return text;
  let [masked, done] = ['', 0];
  for (let at = text.indexOf('"'); at !== -1; ) {
    const end = endOfLiteral(text, at);
    if (text[end] !== '"') {
      at = text.indexOf('"', end);
      continue;
    }
    const literal = text.slice(at, end + 1);
    const shown = literal.includes('\\') ? maskLiteral(literal, mask) : literal;
    if (shown !== literal) {
      masked += text.slice(done, at) + shown;
      done = end + 1;
    }
    at = text.indexOf('"', end + 1);
  }
  return masked + text.slice(done);
}

/** The place of its closing quote, or where its line ends without one. */
function endOfLiteral(text: string, from: number): number {
  let at = from + 1;
  while (at < text.length && text[at] !== '"' && text[at] !== '\n') at += text[at] === '\\' ? 2 : 1;
  return at;
}

/** Between a name and its value, or inside a token, stands one of these; what reads without them hides nothing more. */
const PARTED = /[\s:=,<>(){}[\]@/|-]|\\[nrtu\\]/;

function maskLiteral(literal: string, mask: (text: string) => string): string {
  if (!PARTED.test(literal)) return literal;
  const said = decoded(literal);
  if (said === undefined) return literal;
  const masked = mask(maskLiterals(said, mask));
  return masked === said ? literal : JSON.stringify(masked);
}

function decoded(literal: string): string | undefined {
  try {
    return String(JSON.parse(literal));
  } catch {
    return undefined;
  }
}
