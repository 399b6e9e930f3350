import { mongodbRefused } from '#investigation/rules/mongodb-refused.ts';
import { testRule } from '../../support/rule-contract.ts';
import { notConfigured, silentDatabase, stackEvidence, unseen } from '../../support/stack-seen.ts';

testRule(mongodbRefused, {
  cause: { 'its login is refused': stackEvidence({ database: unseen('refused', 'Authentication failed') }) },
  not: {
    'it answers': stackEvidence(),
    'it is down': stackEvidence({ database: silentDatabase }),
    'it is not configured': stackEvidence({ database: notConfigured }),
  },
});
