import { backendNotSelected } from '#investigation/rules/backend-not-selected.ts';
import { testRule } from '../../support/rule-contract.ts';
import { namespace, seen, silent, stackEvidence } from '../../support/stack-seen.ts';

const none = { namespace: seen(namespace({ pods: [] })) };

testRule(backendNotSelected, {
  cause: { 'Focus Server answers, and no pod is its own': stackEvidence(none) },
  not: {
    'its pod was found': stackEvidence(),
    'Focus Server does not answer either': stackEvidence({ ...none, ...silent }),
  },
});
