import { openLabStage } from '../../support/kubernetes-lab-stage.ts';
import { testKubernetesProbes } from '../../support/kubernetes-probes-contract.ts';

testKubernetesProbes("the lab's API server", openLabStage);
