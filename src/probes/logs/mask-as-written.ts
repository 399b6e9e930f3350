/** Where a secret of many lines may have begun. */
interface Beginning {
  /** Said before the lines, as it came earlier or was not said yet. */
  readonly before: string;
  readonly lines: string[];
  /** Ends with a line that stands no deeper than this; undefined where it ends with the first that is shown as it is. */
  readonly indent?: number;
  /** Only a value that looks like base64 is a secret: nobody has said that this is one. */
  readonly unsaid: boolean;
}

const KEY_BEGINS = /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY/;
const KEY_ENDS = /-----END [A-Z0-9 ]{0,40}PRIVATE KEY/;
/** `password: |`, whose value is on the lines below. */
const BLOCK = /[\w"']:[ \t]*[|>][+-]?\d?[ \t]*$/;
/** `- name: MONGO_PASSWORD`, whose `value:` is on the next line. */
const NAME = /\bname["']?[ \t]*[:=][ \t]*["']?[\w.-]{1,100}["']?,?[ \t]*$/i;
/** `data:` and `"data": {` of a Kubernetes Secret, or of something else. */
const DATA = /^[ \t]*["']?(?:data|stringData)["']?:[ \t]*\{?[ \t]*$/;
const IS_SECRET = /\bkind["']?[ \t]*:[ \t]*["']?Secret\b/;
const BASE64_VALUE =
  /[:][ \t]*["']?(?=[A-Za-z0-9+/]{8})(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?["']?,?[ \t]*$/;

/** A longer secret than a key of 8,192 bits is let go: masking a line means masking all lines from the beginning again. */
export const MOST_LINES = 120;
const MOST_TEXT = 8 * 1024;
/** What says that a manifest is a Secret stands so near to its data. */
const NEAR_LINES = 40;

/**
 * Masks the lines of one log, one after the other: also a secret that goes over several lines, as a private key or a block
 * of YAML, which no line shows by itself. A line of such a secret becomes the mark alone.
 */
export function createWrittenMask(redact: (text: string) => string): (line: string) => string {
  let begun: Beginning | undefined;
  let sinceSecret = Number.POSITIVE_INFINITY;
  return (line) => {
    sinceSecret = IS_SECRET.test(line) ? 0 : sinceSecret + 1;
    if (begun && isOver(begun, line)) begun = undefined;
    const alone = redact(line);
    const masked = begun ? maskedAfter(begun, line, alone, redact) : alone;
    const closes =
      begun && (KEY_ENDS.test(line) || (begun.indent === undefined && masked === alone && line.trim() !== ''));
    if (closes) begun = undefined;
    else begun?.lines.push(line);
    begun ??= beginningAt(line, sinceSecret <= NEAR_LINES);
    return masked;
  };
}

function isOver({ lines, indent }: Beginning, line: string): boolean {
  if (lines.length >= MOST_LINES || lines.reduce((sum, { length }) => sum + length, line.length) > MOST_TEXT)
    return true;
  return indent !== undefined && line.trim() !== '' && indentOf(line) <= indent;
}

/** What is left of the line where it is masked together with those before it. */
function maskedAfter(
  { before, lines, unsaid }: Beginning,
  line: string,
  alone: string,
  redact: (text: string) => string,
) {
  if (unsaid && !BASE64_VALUE.test(line)) return alone;
  return (
    redact([before, ...lines, line].join('\n'))
      .split('\n')
      .at(-1) ?? ''
  );
}

function beginningAt(line: string, isSecret: boolean): Beginning | undefined {
  const begins = { before: '', lines: [line], unsaid: false };
  if (KEY_BEGINS.test(line)) return KEY_ENDS.test(line) ? undefined : begins;
  if (DATA.test(line)) return { ...begins, before: 'kind: Secret', indent: indentOf(line), unsaid: !isSecret };
  return BLOCK.test(line) || NAME.test(line) ? begins : undefined;
}

function indentOf(line: string): number {
  return line.length - line.trimStart().length;
}
