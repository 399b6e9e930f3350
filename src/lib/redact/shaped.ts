import type { Kind } from './kind.ts';

/** Where a token may begin: not inside a word. */
const START = '(?<![A-Za-z0-9_-])';

const TOKENS = [
  'gh[pousr]_[A-Za-z0-9]{16,}',
  'github_pat_\\w{16,}',
  'gl(?:pat|dt|rt|cbt|ptt|ft|imt|agent|soat|oas)-[\\w.-]{12,}',
  'npm_[A-Za-z0-9]{16,}',
  'pypi-[\\w-]{16,}',
  'dckr_[a-z]{2,4}_[\\w-]{16,}',
  'hf_[A-Za-z0-9]{16,}',
  'AIza[\\w-]{20,}',
  'ya29\\.[\\w.-]{10,}',
  'GOCSPX-[\\w-]{10,}',
  '(?:sk|rk|pk)_(?:live|test)_[A-Za-z0-9]{8,}',
  'whsec_[A-Za-z0-9+/=]{8,}',
  'sk-[\\w-]{20,}',
  'SG\\.[\\w-]{10,}\\.[\\w-]{10,}',
  'hv[sbr]\\.[\\w-]{16,}',
  '(?:dop|doo|dor)_v1_[a-f0-9]{16,}',
  'shp(?:at|ca|pa|ss)_[A-Za-z0-9]{16,}',
  '\\d{8,10}:AA[\\w-]{30,}',
  '[\\w~.]{3}\\dQ~[\\w~.-]{31,34}',
  '(?:AKIA|ASIA|ABIA|ACCA|AGPA|AIDA|AROA)[A-Z0-9]{16}(?![A-Za-z0-9])',
];

/** Secrets that show by their own shape, wherever they stand. */
export const shapedKinds: readonly Kind[] = [
  {
    name: 'a Slack token',
    find: /xox[a-z](?:\.xox[a-z])?-(?:[A-Za-z0-9-]|%[0-9A-F]{2})(?:[A-Za-z0-9_-]|%[0-9A-F]{2}){3,}/g,
  },
  { name: 'a Slack app token', find: /xapp-[A-Za-z0-9-]{4,}/g },
  {
    name: 'a Slack webhook',
    find: /(?<keep>hooks\.slack(?:-gov)?\.com(?:\\{0,7}\/|%2F)(?:services|workflows|triggers)(?:\\{0,7}\/|%2F))(?<secret>[\w-]+(?:(?:\\{0,7}\/|%2F)[\w-]+)*)/gi,
  },
  { name: 'a JWT', find: /(?<![A-Za-z0-9_-])eyJ[A-Za-z0-9_-]{5,}\.[A-Za-z0-9_-]{5,}(?:\.[A-Za-z0-9_-]*)*/g },
  { name: 'a token of a known issuer', find: new RegExp(`${START}(?:${TOKENS.join('|')})`, 'g') },
  // Base64 of "-----BEGIN ", but for certificates and public keys.
  { name: 'a private key in base64', find: /LS0tLS1CRUdJTiB(?!DRVJU|QVUJMSUM)[A-Za-z0-9+/_-]{8,}={0,2}/g },
];
