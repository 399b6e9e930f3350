/** A real server's address for the services suites; they do not skip themselves in silence when it is missing. */
export function serviceUrl(variable: string, example: string): string {
  const url = process.env[variable];
  if (url) return url;
  throw new Error(
    `Set ${variable} to a server that this suite may use, such as ${example}; .ci/run starts one and does it.`,
  );
}
