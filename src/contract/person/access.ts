import { type OperationName, type Operations, operations } from '../operations.ts';
import { type Role, scopesOf } from '../permissions.ts';

/** Operations that a role opens under its unit, beyond those of everybody who is signed in. */
export function operationsOf(role: Role): OperationName[] {
  const held = [{ role, path: 'x' }];
  return (Object.keys(operations) as OperationName[]).filter((name) => {
    const { permission }: Operations[OperationName] = operations[name];
    return (
      permission !== 'session' && permission !== 'public' && scopesOf(held, permission).length > 0
    );
  });
}
