import { KIND, kindsAt, runEnd } from './characters.ts';
import { matchEnd, QUANTITY } from './patterns.ts';

const { COMMA, DIGIT, DOT, SPACE, UNIT } = KIND;

/** Where a number or duration ends, with its unit, that begins with its sign or its first digits, which end at `end`. */
export function quantityEnd(line: string, at: number, digitsEnd: number): number {
  let end = digitsEnd;
  while (kindsAt(end) & (DOT | COMMA) && kindsAt(end + 1) & DIGIT) end = runEnd(end + 1, DIGIT);
  const unit = kindsAt(end) & SPACE ? end + 1 : end;
  return kindsAt(unit) & UNIT ? matchEnd(QUANTITY, line, at) : end;
}
