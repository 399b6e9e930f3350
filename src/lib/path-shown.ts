/** How paths begin, and how files of keys, certificates and settings are named. */
const LOOKS =
  /^(?:~|\.{0,2})\/|^[a-z]:\\|\.(?:pem|key|crt|cer|pub|ya?ml|json|conf|env|txt)$|^id_\w+$|^(?:kube)?config$/i;
const LONGEST_PART = 255;

/** Whether it can be shown as the name of a file: people also write there what is in the file. */
export function isPath(text: string): boolean {
  if (!LOOKS.test(text) || /[\p{Cc}=]/u.test(text)) return false;
  return text.split(/[/\\]/).every((part) => part.length <= LONGEST_PART && !isEncoded(part));
}

/** The name of a file, or how long what stands in its place is. */
export function pathShown(text: string): string {
  return isPath(text) ? JSON.stringify(text) : `a text of ${text.length} characters`;
}

/** As base64 looks: long, of letters in both cases and digits, without what stands between words. */
function isEncoded(part: string): boolean {
  return /^[A-Za-z\d+]{24,}$/.test(part) && /[a-z]/.test(part) && /[A-Z]/.test(part) && /\d/.test(part);
}
