const MASK = '‹hidden›';

const NAME = '(?:password|passwd|passphrase|pwd|secret|token|api[_-]?key|access[_-]?key)';

/**
 * What a secret looks like; the first group, where there is one, is kept so that a reader sees what was hidden. Lengths
 * are bounded and starts are anchored where a hostile text of many beginnings would otherwise be read again from each.
 */
const SECRETS: readonly RegExp[] = [
  // A key that was cut short ends at the quote of its JSON text, or with the text.
  /-----BEGIN [A-Z ]*PRIVATE KEY-----[^"]*?(?:-----END [A-Z ]*PRIVATE KEY-----|(?=\\*")|$)/g,
  // A password may hold @ or /, though no URL should; a port is no password.
  /\b([a-z][a-z0-9+.-]{0,20}:\/\/[^\s:@/"'[\]]*:)(?!\d{1,5}(?:[/?#,;)\s]|$))(?:[^\s/"']{1,500}|[^\s"']{1,500})(?=@)/gi,
  /\b(Authorization\\?["']?\s*[:=]\s*\[?\\?["']?(?:(?:Bearer|Basic|Token|Digest|ApiKey|Negotiate)\s+)?)[^\s"',;\\[]+/gi,
  /\b(Bearer\s+)[A-Za-z0-9._~+/-]{8,}=*/g,
  /xox[a-z]-[A-Za-z0-9-]{4,}/g,
  /xapp-[A-Za-z0-9-]{4,}/g,
  /(?<![A-Za-z0-9_-])eyJ[A-Za-z0-9_-]{5,}\.[A-Za-z0-9_-]{5,}\.[A-Za-z0-9_-]*/g,
  /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/g,
  // In quotes a value may hold anything but the quote that ends it, which in JSON within JSON is an escaped one.
  new RegExp(`(${NAME}\\\\?["']?\\s*[:=]\\s*(\\\\?["']))(?:(?!\\2)(?:\\\\.|[^\\n\\\\]))+`, 'gi'),
  new RegExp(`(${NAME}\\\\?["']?\\s*[:=]\\s*)(?![{[]|(?:null|true|false)\\b)[^\\s"',;&}\\\\]+`, 'gi'),
  // A command line: --password x, or the words of one in a list.
  new RegExp(`((?<![\\w-])--[\\w-]{0,60}${NAME}\\\\?["']?,?\\s+\\\\?["']?)(?!-)[^\\s"'\\\\]+`, 'gi'),
];

/** Masks what looks like a secret in a text from outside. Equal texts give equal results. */
export function redact(text: string): string {
  return SECRETS.reduce((masked, secret) => masked.replace(secret, hide), text);
}

function hide(_match: string, kept: unknown): string {
  return typeof kept === 'string' ? `${kept}${MASK}` : MASK;
}

/** The same value with every text in it redacted, keys untouched. */
export function redactDeep<T>(value: T): T {
  if (typeof value === 'string') return redact(value) as T;
  if (Array.isArray(value)) return value.map(redactDeep) as T;
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, redactDeep(part)])) as T;
}
