/** A 403 names who asked: `User "system:serviceaccount:focus:focus-bot" cannot list …`. */
const USER = /User "([^"\s]{1,253})"/;
const SERVICE_ACCOUNT = /^system:serviceaccount:([a-z0-9.-]+):([a-z0-9.-]+)$/;
const NAME = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;

/** The Role with which the bot may look at everything of jobs in the namespace, and its binding, to be applied as it is. */
export function accessRemedy(namespace: string | undefined, refusal: string): string {
  const where = namespace !== undefined && NAME.test(namespace) ? namespace : 'NAMESPACE';
  const user = USER.exec(refusal)?.[1] ?? 'USER';
  return `# Apply it with: kubectl apply -f role.yml
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: { name: focus-bot, namespace: ${where} }
rules:
  - { apiGroups: [""], resources: [pods, pods/log, services, events], verbs: [get, list, watch] }
  - { apiGroups: [batch], resources: [jobs], verbs: [get, list, watch] }
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: { name: focus-bot, namespace: ${where} }
roleRef: { apiGroup: rbac.authorization.k8s.io, kind: Role, name: focus-bot }
subjects:
  - ${subjectOf(user)}`;
}

function subjectOf(user: string): string {
  const [, namespace, name] = SERVICE_ACCOUNT.exec(user) ?? [];
  if (namespace && name) return `{ kind: ServiceAccount, name: ${name}, namespace: ${namespace} }`;
  return `{ apiGroup: rbac.authorization.k8s.io, kind: User, name: ${JSON.stringify(user)} }`;
}
