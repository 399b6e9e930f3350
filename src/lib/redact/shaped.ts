import type { Kind } from './kind.ts';

/** Where a token may begin: not inside a word. */
const START = '(?<![A-Za-z0-9_-])';

interface Token {
  readonly token: string;
  /** As of its kind. */
  readonly needs: readonly string[];
}

const TOKENS: readonly Token[] = [
  { token: 'gh[pousr]_[A-Za-z0-9]{16,}', needs: ['ghp_', 'gho_', 'ghu_', 'ghs_', 'ghr_'] },
  { token: 'github_pat_\\w{16,}', needs: ['github_pat_'] },
  {
    token: 'gl(?:pat|dt|rt|cbt|ptt|ft|imt|agent|soat|oas)-[\\w.-]{12,}',
    needs: ['glpat-', 'gldt-', 'glrt-', 'glcbt-', 'glptt-', 'glft-', 'glimt-', 'glagent-', 'glsoat-', 'gloas-'],
  },
  { token: 'npm_[A-Za-z0-9]{16,}', needs: ['npm_'] },
  { token: 'pypi-[\\w-]{16,}', needs: ['pypi-'] },
  { token: 'dckr_[a-z]{2,4}_[\\w-]{16,}', needs: ['dckr_'] },
  { token: 'hf_[A-Za-z0-9]{16,}', needs: ['hf_'] },
  { token: 'AIza[\\w-]{20,}', needs: ['aiza'] },
  { token: 'ya29\\.[\\w.-]{10,}', needs: ['ya29.'] },
  { token: 'GOCSPX-[\\w-]{10,}', needs: ['gocspx-'] },
  {
    token: '(?:sk|rk|pk)_(?:live|test)_[A-Za-z0-9]{8,}',
    needs: ['sk_live_', 'sk_test_', 'rk_live_', 'rk_test_', 'pk_live_', 'pk_test_'],
  },
  { token: 'whsec_[A-Za-z0-9+/=]{8,}', needs: ['whsec_'] },
  { token: 'sk-[\\w-]{20,}', needs: ['sk-'] },
  { token: 'SG\\.[\\w-]{10,}\\.[\\w-]{10,}', needs: ['sg.'] },
  { token: 'hv[sbr]\\.[\\w-]{16,}', needs: ['hvs.', 'hvb.', 'hvr.'] },
  { token: '(?:dop|doo|dor)_v1_[a-f0-9]{16,}', needs: ['dop_v1_', 'doo_v1_', 'dor_v1_'] },
  { token: 'shp(?:at|ca|pa|ss)_[A-Za-z0-9]{16,}', needs: ['shpat_', 'shpca_', 'shppa_', 'shpss_'] },
  {
    token: '(?:lin_api|rubygems|tfp|sntry[su])_[\\w+/=-]{20,}',
    needs: ['lin_api_', 'rubygems_', 'tfp_', 'sntrys_', 'sntryu_'],
  },
  { token: '(?:ops|glc)_eyJ[\\w+/=-]{20,}', needs: ['ops_eyj', 'glc_eyj'] },
  { token: 'glsa_[A-Za-z0-9]{20,}_[a-f0-9]{8,}', needs: ['glsa_'] },
  { token: '(?:NRAK|PMAK)-[A-Za-z0-9-]{20,}', needs: ['nrak-', 'pmak-'] },
  { token: 'key-[0-9a-z]{32}(?![A-Za-z0-9])', needs: ['key-'] },
  { token: 'pul-[0-9a-f]{40,}', needs: ['pul-'] },
  {
    token: 'SK[0-9a-f]{32}(?![A-Za-z0-9])',
    needs: [
      'sk0',
      'sk1',
      'sk2',
      'sk3',
      'sk4',
      'sk5',
      'sk6',
      'sk7',
      'sk8',
      'sk9',
      'ska',
      'skb',
      'skc',
      'skd',
      'ske',
      'skf',
    ],
  },
  { token: 's\\.(?=[A-Za-z]*\\d)[A-Za-z0-9]{24}(?![A-Za-z0-9])', needs: ['vault', ' s.', '"s.', "'s.", '=s.'] },
  { token: 'dapi[0-9a-f]{32}(?![A-Za-z0-9])', needs: ['dapi'] },
  { token: 'ATATT3[\\w=-]{20,}', needs: ['atatt3'] },
  { token: 'AGE-SECRET-KEY-1[A-Z0-9]{20,}', needs: ['age-secret-key-1'] },
  { token: 'EAAC[A-Za-z0-9]{30,}', needs: ['eaac'] },
  { token: '[MNO][A-Za-z0-9]{23,27}\\.[\\w-]{6}\\.[\\w-]{27,}', needs: ['discord', 'bot '] },
  { token: '\\d{8,10}:AA[\\w-]{30,}', needs: [':aa'] },
  { token: '[\\w~.]{3}\\dQ~[\\w~.-]{31,}', needs: ['q~'] },
  {
    token: '(?:AKIA|ASIA|ABIA|ACCA|AGPA|AIDA|AROA)[A-Z0-9]{16}(?![A-Za-z0-9])',
    needs: ['akia', 'asia', 'abia', 'acca', 'agpa', 'aida', 'aroa'],
  },
];

/** Secrets that show by their own shape, wherever they stand. */
export const shapedKinds: readonly Kind[] = [
  {
    name: 'a Slack token',
    needs: ['xox'],
    find: /xox[a-z](?:\.xox[a-z])?-(?:[A-Za-z0-9-]|%[0-9A-F]{2})(?:[A-Za-z0-9_-]|%[0-9A-F]{2}){3,}/g,
  },
  { name: 'a Slack app token', needs: ['xapp-'], find: /xapp-[A-Za-z0-9-]{4,}/g },
  {
    name: 'a Slack webhook',
    needs: ['hooks.slack'],
    find: /(?<keep>hooks\.slack(?:-gov)?\.com(?:\\{0,7}\/|%2F)(?:services|workflows|triggers)(?:\\{0,7}\/|%2F))(?<secret>[\w-]+(?:(?:\\{0,7}\/|%2F)[\w-]+)*)/gi,
  },
  {
    name: 'a webhook',
    needs: ['/webhook', 'incomingwebhook'],
    find: /(?<keep>\b(?:discord(?:app)?\.com\/api\/webhooks\/\d{5,25}\/|IncomingWebhook\/))(?<secret>[\w-]{20,})/gi,
  },
  {
    name: 'a token of a Telegram bot',
    needs: ['/bot'],
    find: /(?<keep>\/bot)(?<secret>\d{6,12}:[\w-]{20,})/g,
  },
  {
    name: 'a JWT',
    needs: ['eyj'],
    find: /(?<![A-Za-z0-9_-])eyJ[A-Za-z0-9_-]{5,}\.[A-Za-z0-9_-]{5,}(?:\.[A-Za-z0-9_-]*)*/g,
  },
  ...TOKENS.map(({ token, needs }) => ({
    name: `a token like ${token}`,
    needs,
    find: new RegExp(`${START}(?:${token})`, 'g'),
  })),
  {
    name: 'a hash of a password',
    needs: [
      '$apr1$',
      '$1$',
      '$5$',
      '$6$',
      '$y$',
      '$2a$',
      '$2b$',
      '$2y$',
      '$argon2',
      '$scrypt$',
      '-sha-256$',
      '-sha-512$',
      'pbkdf2_sha',
    ],
    find: /(?<![\w$])(?:\$(?:apr1|[156y]|2[aby]|argon2id?|argon2d|scrypt)\$|SCRAM-SHA-(?:256|512)\$\d|pbkdf2_sha\d{1,3}\$\d)[\w./+$=,:-]{16,}/g,
  },
  {
    name: 'a password that tells how it is stored',
    needs: [
      '{plain}',
      '{cleartext}',
      '{ssha',
      '{sha',
      '{smd5}',
      '{md5}',
      '{crypt}',
      '{bcrypt}',
      '{noop}',
      '{argon2',
      '{pbkdf2',
      '{scrypt}',
    ],
    find: /(?<keep>(?:\{(?:PLAIN|CLEARTEXT|SSHA\d{0,3}|SHA\d{0,3}|S?MD5|CRYPT|BCRYPT|ARGON2\w{0,3}|PBKDF2[\w-]{0,10}|noop|bcrypt|pbkdf2|scrypt|argon2)\}))(?<secret>[\w$+/!@#%^&*.=-]{4,})/g,
  },
  // Base64 of "-----BEGIN ", but for certificates and public keys.
  {
    name: 'a private key in base64',
    needs: ['ls0tls1crudjtib'],
    find: /LS0tLS1CRUdJTiB(?!DRVJU|QVUJMSUM)[A-Za-z0-9+/_-]{8,}={0,2}/g,
  },
];
