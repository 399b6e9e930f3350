import { testKubernetes } from '../support/kubernetes-contract.ts';
import { kubeconfigToTestWith, openRealStage } from '../support/kubernetes-real-stage.ts';

const kubeconfig = kubeconfigToTestWith();

testKubernetes('a real API server', () => openRealStage(kubeconfig));
