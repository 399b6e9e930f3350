import { labClock } from '#lab/clock.ts';
import { testKubernetes } from '../../../support/kubernetes-contract.ts';
import { openLabStage } from '../../../support/kubernetes-lab-stage.ts';

// Ten times as fast: a watch that a server ends after 12 s takes 1.2 s.
testKubernetes("the lab's API server", () => openLabStage(labClock(10)));
