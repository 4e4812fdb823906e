import { z } from 'zod';
import { schemeDocument } from './schema.ts';

/**
 * JSON Schema of the scheme document, for completion and checking in editors. Draft 7 is
 * what the YAML language server reads. It states the form only; `checkScheme` also checks
 * the tree, the methods and the rules of the mission.
 */
export function schemeJsonSchema(): object {
  return {
    title: 'Shiji scheme 考核方案',
    ...z.toJSONSchema(schemeDocument, { io: 'input', target: 'draft-7' }),
  };
}
