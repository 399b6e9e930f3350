/** What of a name says that its value is a secret: the end of one of its words, or a word of it. The list of names that all of masking goes by. */
const WORD =
  /passw(?:or)?d|passphrase|passcode|(?:pwd|secret|token|credential|signature|kubeconfig|dockerconfigjson|dockercfg|credentials|apikey|authkey|ססמה|סיסמה|סיסמא|סיסמאות|סיסמת|טוקן|אסימון|הסוד)s?$|(?:api|access|secret|private|account|signing|encryption|shared|master|client)key(?:base|data|s)?$|^(?:pincode|jsessionid|sessionid|phpsessid|requirepass|masterauth|adminpassword)$/;
const SHORT =
  /^(?:pass|passwrd|pw|pwds?|psk|otp|cred|creds|סוד|[a-z]{2,20}pw)$|^(?!(?:by|com|sur|tres|over|under|im|band|low|high|all|single|multi|two)pass$)[a-z0-9]{2,20}pass$|(?:erlang|set)cookie$/;
/** What kind of key is a secret; others lead a queue, a row or a cache. */
const KEY_OF = new Set(
  (
    'api access secret private account signing sign encryption encrypt master session aes hmac license ' +
    'licence consumer shared preshared client storage subscription symmetric crypto cipher jwt auth app ssh ' +
    'deploy webhook service set ssl tls root admin host recovery unseal data kms hash stream fernet django ' +
    'gpg pgp vapid sharedaccess validation decryption decrypt wrapping'
  ).split(' '),
);
/** After such a word, a name tells about a secret and is not followed by it. */
const ABOUT = new Set(
  (
    'length len type types kind file files filename path paths dir ref refs name names policy expires expiry ' +
    'expiration expired expire ttl at count counts limit limits encryption algorithm mechanism mechanisms ' +
    'method enabled disabled required version url uri endpoint field prefix size bucket used usage bytes ' +
    'timeout age days rotation mount authentication bits changed updated created store provider manager ' +
    'issuer audience stdin env format request requests lookup hashing reset seconds ms error errors exception ' +
    'exceptions header'
  ).split(' '),
);
const FILE = /\.(?:ya?ml|json|toml|conf|py|go|java|cs|[jt]s|tpl|html)$/i;
/** Which of Kubernetes' secrets is meant. */
const REFERS = /^existing secret$|\bpull secrets?$/;
const MEASURE = /^(?:max|min|num|total|prompt|completion|n)$/;

/** Texts in lower case, one of which stands in every name of a secret. */
export const NAME_PARTS: readonly string[] = (
  'pass pw psk otp pin_code pincode secret token cred kubeconfig dockerc key ' +
  '_auth sessid sessionid cookie signature ?sig &sig ;sig ?code &code סוד סיסמ ססמ טוקן אסימון ' +
  'מפתח קוד'
).split(' ');

/** The words of `DB_PASSWORD2`, `db.password` or `dbPasswordProd`, in lower case and without digits. */
function wordsOf(name: string): readonly string[] {
  return name
    .replace(/(?<=[a-z\d])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])/g, '_')
    .toLowerCase()
    .split(/[^a-z\u05d0-\u05ea]+/)
    .filter((word) => word !== '');
}

/** A key such as `password`, `dbPassword2`, `API-KEY`, `TOKEN_GITLAB` or `Set-Cookie`, whose value is a secret whatever it looks like. */
export function namesSecret(name: string): boolean {
  return saysSecret(name) || /(?:^|[-_.])(?:authorization|cookies?|auths?)$/i.test(name.trim());
}

/** What a name in a text says of what follows it. */
export interface Saying {
  readonly isSecret: boolean;
  /** There are several, such as `tokens`. */
  readonly isPlural: boolean;
  /** It is what a person types to come in: what follows without a colon may be it. */
  readonly isPassword: boolean;
  readonly isHebrew: boolean;
}

/** The same names come again and again: what was said of them is kept, of so many. */
const KNOWN = new Map<string, Saying>();
const MOST_KNOWN = 4_096;

export function sayingOf(name: string): Saying {
  const known = KNOWN.get(name);
  if (known !== undefined) return known;
  const says: Saying = {
    isSecret: judge(name.slice(-200)),
    isPlural: /(?:s|map|list|dict)[^a-z]*$/i.test(name) && !/pass[^a-z]*$/i.test(name),
    isPassword: /(?:passw(?:or)?d|passphrase|passwort|סיסמה|סיסמא|ססמה)$/i.test(name),
    isHebrew: /[\u05d0-\u05ea]/.test(name),
  };
  if (KNOWN.size >= MOST_KNOWN) KNOWN.clear();
  if (name.length <= 200) KNOWN.set(name, says);
  return says;
}

/** As `namesSecret`, of names in a text: a setting of log-ins or cookies is no secret there. */
export function saysSecret(name: string): boolean {
  return sayingOf(name).isSecret;
}

function judge(name: string): boolean {
  if (/^[A-Z][A-Z\d_]*_AUTH$/.test(name)) return true;
  if (/^x-(?:amz|goog)-(?:signature|credential)$/i.test(name) || /^_auth$/i.test(name)) return true;
  const words = wordsOf(name);
  if (words.length === 0 || FILE.test(name) || ABOUT.has(words.at(-1) ?? '') || MEASURE.test(words[0] ?? ''))
    return false;
  if (REFERS.test(words.join(' '))) return false;
  return words.some((word, i) => WORD.test(word) || SHORT.test(word) || follows(words, i));
}

/** Words that name a secret only after others. */
function follows(words: readonly string[], i: number): boolean {
  return isKey(words, i) || isCookie(words, i) || (words[i] === 'code' && words[i - 1] === 'pin');
}

function isCookie(words: readonly string[], i: number): boolean {
  return words[i] === 'cookie' && /^(?:erlang|rabbitmq|rabbit|session|auth|secret|magic)$/.test(words[i - 1] ?? '');
}

function isKey(words: readonly string[], i: number): boolean {
  return /^keys?$/.test(words[i] ?? '') && i > 0 && KEY_OF.has(words[i - 1] ?? '');
}
