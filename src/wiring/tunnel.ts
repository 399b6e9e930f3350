import type { Environment } from '#config/environment.ts';
import type { Clock } from '#lib/clock.ts';
import { openTunnel, type SshSettings, type Tunnel } from '#probes/tunnel/tunnel.ts';

const tunnels = new WeakMap<SshSettings, Tunnel>();

/** The same environment, all of whose parts go through its tunnel, where it has one: one for the whole process. */
export function throughTunnelOf(environment: Environment, clock: Clock): Environment {
  const { ssh, focusServer, kubernetes, rabbitmq, mongodb } = environment;
  if (!ssh) return environment;
  const tunnel = tunnels.get(ssh) ?? openTunnel(ssh, clock);
  tunnels.set(ssh, tunnel);
  const through = <P extends object>(part: P): P & { readonly tunnel: Tunnel } => ({ ...part, tunnel });
  return {
    ...environment,
    focusServer: through(focusServer),
    ...(kubernetes && { kubernetes: through(kubernetes) }),
    ...(rabbitmq && { rabbitmq: through(rabbitmq) }),
    ...(mongodb && { mongodb: through(mongodb) }),
  };
}
