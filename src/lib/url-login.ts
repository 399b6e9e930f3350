/** How what stands before the host of a URL is written there. */
export const ENCODED = 'in a password @ is written as %40, # as %23, / as %2F, ? as %3F and % as %25';

/** Whether a URL's password ends it early: what comes after the sign would be taken for host, path or another password. */
export function isLoginCut(url: string): boolean {
  const rest = url.replace(/^[^/?#]*\/\//, '');
  return /[@/?#]|%(?![0-9a-f]{2})/i.test(rest.slice(0, Math.max(rest.lastIndexOf('@'), 0)));
}
