import type { Config } from '#config.ts';
import { alertmanager } from '#ways/alertmanager.ts';
import { opsgenie } from '#ways/opsgenie.ts';
import { pagerDuty } from '#ways/pagerduty.ts';
import type { Way } from '#ways/way.ts';
import { webhook } from '#ways/webhook.ts';

/** The ways out that focus.yml sets up. */
export function openWays(settings: Config['ways']): readonly Way[] {
  return settings.flatMap(({ name, ...kinds }) => [
    ...(kinds.pagerduty ? [pagerDuty(name, kinds.pagerduty)] : []),
    ...(kinds.opsgenie ? [opsgenie(name, kinds.opsgenie)] : []),
    ...(kinds.alertmanager ? [alertmanager(name, kinds.alertmanager)] : []),
    ...(kinds.webhook ? [webhook(name, kinds.webhook)] : []),
  ]);
}
