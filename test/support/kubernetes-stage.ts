/** A namespace of an API server in which a contract can make things happen: the lab's or a real one. */
export interface KubernetesStage {
  /** Path of a kubeconfig that may read everything in the namespace. */
  readonly kubeconfig: string;
  readonly namespace: string;
  /** Creates a Job whose one container writes these lines and goes on; resolves with its pod's name once that runs. */
  runJob(job: { readonly name: string; readonly says: readonly string[] }): Promise<string>;
  /** Creates a pod that no node can take; resolves once the scheduler has said so. */
  runUnschedulable(name: string): Promise<void>;
  createService(service: { readonly name: string; readonly app: string }): Promise<void>;
  /** A Job's pod goes with it; resolves once the object is on its way out. */
  remove(kind: 'Job' | 'Service' | 'Pod', name: string): Promise<void>;
  label(pod: string, key: string, value: string): Promise<void>;
  /** Path of a kubeconfig of someone who may read everything in the namespace but this; `pods/log` for logs. */
  without(denial: { readonly verb: 'get' | 'list' | 'watch'; readonly resource: string }): Promise<string>;
  /** Ends what `without` may have taken away from the stage's own kubeconfig. */
  allowEverything(): Promise<void>;
  /** Resolves once version 1 is forgotten. */
  forgetVersionOne(): Promise<void>;
  /** Removes whatever it made. */
  close(): Promise<void>;
}
