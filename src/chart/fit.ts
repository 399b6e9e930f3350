/**
 * How wide a text is at most, in pixels: which font a viewer has is not known, so it is reckoned with a wide one
 * (DejaVu Sans).
 */
export function widthOf(text: string, size: number): number {
  return [...text].reduce((sum, sign) => sum + widthOfSign(sign), 0) * size;
}

function widthOfSign(sign: string): number {
  if (/[ijlI.,:;'|!()[\]{} ]/.test(sign)) return 0.4;
  if (/[mwMW@%—…→]/.test(sign)) return 1;
  if (/[A-Z]/.test(sign)) return 0.72;
  return /[\u0020-\u024f–]/.test(sign) ? 0.64 : 1.1;
}

/** The text, or as much of its beginning as fits, with `…`. */
export function oneLine(text: string, size: number, width: number): string {
  if (widthOf(text, size) <= width) return text;
  let kept = '';
  for (const sign of text) {
    if (widthOf(`${kept}${sign}…`, size) > width) break;
    kept += sign;
  }
  return `${kept.trimEnd()}…`;
}

/** At most so many lines that fit, broken between words but not before a unit; the last one may lose its end. */
export function wrap(text: string, size: number, width: number, most = 2): readonly string[] {
  if (most <= 1 || widthOf(text, size) <= width) return [oneLine(text, size, width)];
  const whole = text.split(/ (?!(?:s|ms|Hz)(?![A-Za-z]))/);
  let count = 0;
  while (count < whole.length && widthOf(whole.slice(0, count + 1).join(' '), size) <= width) count += 1;
  if (count === 0) return [oneLine(text, size, width)];
  return [whole.slice(0, count).join(' '), ...wrap(whole.slice(count).join(' '), size, width, most - 1)];
}
