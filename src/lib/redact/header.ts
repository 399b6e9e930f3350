import type { Kind } from './kind.ts';
import { isTelling } from './telling.ts';

/** From a header's name to its value: a colon, or the comma of a pair, with the quotes and brackets of its surroundings. */
const TO_VALUE = `\\\\{0,7}["']?\\s{0,8}(?:=>|[:=,])\\s{0,8}\\[?(?:[bur]?\\\\{0,7}["'])?`;
const SCHEMES =
  'Bearer|Basic|Token|Digest|ApiKey|Negotiate|NTLM|Hawk|Signature|AWS4-HMAC-SHA256|SharedKey|SharedAccessSignature|Splunk|Key|OAuth|GenieKey';
const PARAMETER = `[\\w-]{1,40}=(?:\\\\{0,7}"[^"\\\\\\n]*\\\\{0,7}"|[^\\s,"'\\\\]+)`;
const COOKIE = `[^\\s=;,"'\\\\:<>{}[\\]]{1,200}=(?:\\\\{0,7}"[^"\\\\\\n;]*\\\\{0,7}"|[^\\s;,"'\\\\]*)`;
const ATTRIBUTE = `Path|Domain|Expires|Max-Age|SameSite|Version|Priority`;

const AUTHORIZATION = ['authorization'];

/** What a client proves itself with in HTTP. */
export const headerKinds: readonly Kind[] = [
  {
    name: 'an Authorization header of parameters',
    needs: AUTHORIZATION,
    find: new RegExp(
      `(?<keep>\\b(?:Proxy-)?Authorization${TO_VALUE}(?:[A-Za-z][\\w-]{0,30}\\s{1,8})?)(?<secret>${PARAMETER}(?:,\\s{0,8}${PARAMETER})+)`,
      'gi',
    ),
  },
  // A word that is no known scheme may be one, or the secret itself: it is lost, and the tag is of what follows.
  {
    name: 'an Authorization header',
    needs: AUTHORIZATION,
    find: new RegExp(
      `(?<keep>\\b(?:Proxy-)?Authorization${TO_VALUE}(?:(?:${SCHEMES})\\s{1,8})?)(?!(?:${SCHEMES})\\b\\s*(?:\\\\|["']|$))(?![a-z]{2,20}[ ][a-z]{2,20}(?::|[ ][a-z]{2,20}\\b))(?:[A-Za-z-]{1,30}[ ]{1,8}(?![\\w-]{1,40}[=:]))?(?<secret>[^\\s"',;\\\\[\\]{}]+)`,
      'gi',
    ),
    isSecret: ({ secret = '' }) => !isTelling(secret),
  },
  {
    name: 'a bearer token',
    needs: ['bearer'],
    find: /(?<keep>\bBearer\\?\s{1,8})(?!(?:authentication|authorization|credentials?|realm|tokens?)\b)(?![a-z_]{2,40}[:=][ ]?[^\s=])(?<secret>[A-Za-z0-9._~+/-]{8,}=*)/gi,
  },
  {
    name: 'basic credentials',
    needs: ['basic'],
    find: /(?<keep>\b[Bb]asic\s{1,8})(?=[A-Za-z][a-z+/]*[A-Z0-9=]|\d)(?<secret>[A-Za-z0-9+/]{8,}={0,2})/g,
  },
  {
    name: 'an answer to a digest',
    needs: ['digest '],
    find: /(?<keep>\bDigest [^\n]{1,300}?\bresponse=\\{0,7}")(?<secret>[a-f\d]{16,})/g,
  },
  {
    name: 'a password of AUTH LOGIN, after its question in base64',
    needs: ['ugfzc3dvcmq6'],
    find: /(?<keep>\bUGFzc3dvcmQ6(?:\\r|\\n|[^\w+=\uE000])+(?:C:[ ])?)(?<secret>[A-Za-z0-9+/]{4,}={0,2})/g,
  },
  {
    name: 'an answer in SAML',
    needs: ['samlresponse'],
    find: /(?<keep>\bSAMLResponse\\{0,7}["']?\s{0,4}[:=]\s{0,4}\\{0,7}["']?)(?<secret>[\w+/%=-]{16,})/gi,
  },
  {
    name: 'a token of a WebSocket',
    needs: ['sec-websocket-protocol'],
    find: /(?<keep>\bSec-WebSocket-Protocol: [\w.-]{1,60}, )(?<secret>[^\s,"'\\]+)/gi,
  },
  {
    name: 'cookies',
    needs: ['cookie'],
    find: new RegExp(`\\bCookie(?:s?${TO_VALUE}|[ ])${COOKIE}(?:;\\s{0,8}(?:${COOKIE}|\\w{1,40}))*`, 'gi'),
    within: new RegExp(
      `(?<keep>(?<=[\\s;:="',[])(?!(?:${ATTRIBUTE})=)[^\\s=;,"'\\\\:<>{}[\\]]{1,200}=\\\\{0,7}"?)(?!\\uE000[0-9a-f]{0,4}[\\uE001\\uE002])(?<secret>[^\\s;,"'\\\\]+)`,
      'gi',
    ),
  },
  {
    name: 'a map of cookies',
    needs: ['cookies'],
    find: /\bcookies\\{0,7}["']?\s{0,8}[:=]\s{0,8}\{[^{}\n]+/gi,
    within: /(?<keep>:\s{0,8}(?<quote>\\{0,7}["']))(?<secret>(?:(?!\k<quote>)[^\n])+)/g,
  },
  // Base64 of user:password; a word such as "none" or "required" is a setting.
  {
    name: 'the auth of a registry',
    needs: ['auth"', "auth'", 'auth\\'],
    find: /(?<keep>\bauth\\{0,7}["']\s{0,8}:\s{0,8}\\{0,7}["'])(?=[A-Za-z+/][a-z+/]*[A-Z0-9=]|\d)(?<secret>[A-Za-z0-9+/_-]{6,}={0,2})/g,
  },
];
