import fc from 'fast-check';

/** A text of any characters, halves of some too. fast-check's own unit `binary` makes each process prepare for a second. */
export function anyCharacters(length: fc.ArrayConstraints = {}): fc.Arbitrary<string> {
  return fc.array(fc.nat(0x10ffff), length).map((codes) => String.fromCodePoint(...codes));
}
