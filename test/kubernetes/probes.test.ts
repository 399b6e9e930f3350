import { testKubernetesProbes } from '../support/kubernetes-probes-contract.ts';
import { kubeconfigToTestWith, openRealStage } from '../support/kubernetes-real-stage.ts';

const kubeconfig = kubeconfigToTestWith();

testKubernetesProbes('a real API server', () => openRealStage(kubeconfig));
