import type { Tunnel, TunnelError } from './tunnel/tunnel.ts';

/** Which settings lead to a part, as people write them. */
export interface SettingNames {
  /** Such as `focusServer.url in focus.yml`. */
  readonly address: string;
  /** Takes the authority of its certificate. */
  readonly ca: string;
  /** Takes any certificate; absent where nothing does. */
  readonly anyCertificate?: string;
}

export function namesInFocusYml(part: 'focusServer' | 'rabbitmq' | 'mongodb', address = 'url'): SettingNames {
  return {
    address: `${part}.${address} in focus.yml`,
    ca: `${part}.ca in focus.yml`,
    anyCertificate: `${part}.insecureSkipTlsVerify: true`,
  };
}

export interface OwnTrouble {
  readonly reason: 'not-trusted' | 'misdirected' | 'tunnel-down';
  readonly mend: string;
}

/**
 * Why no answer came, where it is the bot's own trust or settings: a certificate that it does not trust, a host without an
 * address, a port that does not speak TLS. Of the part itself nothing is known then.
 */
export function ownTrouble(error: unknown, names: SettingNames): OwnTrouble | undefined {
  const refused = tunnelErrorIn(error);
  if (refused) return { reason: 'tunnel-down', mend: refused.mend };
  for (const code of codesOf(error)) {
    const mend = mendOf(code, names);
    if (mend !== undefined) return { reason: CERTIFICATE.test(code) ? 'not-trusted' : 'misdirected', mend };
  }
  return undefined;
}

/** OpenSSL's names of what it finds wrong with a certificate, and Node's for one of another name. */
const CERTIFICATE =
  /^(?:UNABLE_TO_(?:GET|VERIFY|DECRYPT|DECODE)_|DEPTH_ZERO_|SELF_SIGNED_|CERT_|CRL_|INVALID_(?:CA|PURPOSE)$|PATH_LENGTH_|HOSTNAME_MISMATCH$|ERR_TLS_CERT_ALTNAME_)/;

function mendOf(code: string, { address, ca, anyCertificate }: SettingNames): string | undefined {
  const or = (word: string) => (anyCertificate === undefined ? '' : `${word} set ${anyCertificate}`);
  switch (code) {
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `Correct the host in ${address}, or the DNS of the machine on which the bot runs: the name has no address there`;
    case 'EPROTO':
    case 'ERR_SSL_WRONG_VERSION_NUMBER':
    case 'ERR_SSL_PACKET_LENGTH_TOO_LONG':
      return `Correct scheme and port in ${address}: what listens there does not speak TLS`;
    case 'ERR_TLS_CERT_ALTNAME_INVALID':
    case 'HOSTNAME_MISMATCH':
      return `Use a name that the certificate is made for in ${address}${or(', or')}`;
    case 'CERT_HAS_EXPIRED':
    case 'CERT_NOT_YET_VALID':
      return `Have the certificate renewed, or the clock of the bot's machine set right${or('; until then')}`;
    default:
      return CERTIFICATE.test(code)
        ? `Name the PEM file of the certificate's authority as ${ca}${or(', or')}`
        : undefined;
  }
}

/** The codes of an error and of all that caused it. */
function codesOf(error: unknown): readonly string[] {
  if (!(error instanceof Error)) return [];
  const own = 'code' in error && typeof error.code === 'string' ? [error.code] : [];
  const inner = error instanceof AggregateError ? error.errors : [];
  return [...own, ...inner.flatMap(codesOf), ...codesOf(error.cause)];
}

/** A tunnel that is up, and leads nowhere from there. */
function tunnelErrorIn(error: unknown): Pick<TunnelError, 'mend'> | undefined {
  if (!(error instanceof Error)) return undefined;
  // What axios makes of an error has its name alone.
  if (error.name === 'TunnelError' && 'mend' in error) return error as TunnelError;
  const inner = error instanceof AggregateError ? error.errors : [];
  return [...inner, error.cause].map(tunnelErrorIn).find((found) => found !== undefined);
}

/** The same where the tunnel was down at any time since the question was asked: then that is why it got no answer. */
export function tunnelTrouble(tunnel: Pick<Tunnel, 'troubleSince'> | undefined, since: number) {
  const trouble = tunnel?.troubleSince(since);
  return trouble && { reason: 'tunnel-down' as const, mend: trouble.mend, detail: trouble.message };
}
