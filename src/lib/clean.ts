const COLOUR_CODES = /\u001b\[[0-9;:?]*[ -/]*[@-~]/g;
const BREAKS = /\r\n?|[\u0085\u2028\u2029]/g;
/** Control characters, and those that change the direction of a text or hide in it: a text must read as it is. */
const TREACHEROUS =
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\uffff\u{e0000}-\u{e007f}]/gu;

/** A text from outside with its lines, without colours, and with � for whatever is not what it looks like. */
export function clean(text: string): string {
  return text
    .toWellFormed()
    .replace(COLOUR_CODES, '')
    .replace(BREAKS, '\n')
    .replaceAll('\t', '  ')
    .replace(TREACHEROUS, '\ufffd');
}

/** The same on one line; a dash for an empty text. */
export function cleanLine(text: string): string {
  return clean(text).replace(/\s+/g, ' ').trim() || '–';
}

/** What would steer a terminal, or turn a text around, as JSON escapes it: nothing else of the text changes. */
export function visible(text: string): string {
  return text.replace(STEERING, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

const STEERING =
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]|\r(?!\n)/g;
