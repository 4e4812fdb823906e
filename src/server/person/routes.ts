import { dayOf } from '../platform/days.ts';
import { download, oneFile, readForm, XLSX } from '../platform/form.ts';
import type { Handlers } from '../platform/http.ts';
import * as access from './access.service.ts';
import * as data from './data.service.ts';
import * as forms from './form.service.ts';
import * as grants from './grants.service.ts';
import * as imports from './import.service.ts';
import * as people from './people.service.ts';
import * as posts from './posts.service.ts';

type PersonHandlers = Pick<Handlers, Extract<keyof Handlers, `person.${string}`>>;

export const personHandlers: PersonHandlers = {
  'person.list': ({ ctx, query }) => people.list(ctx, query),
  'person.get': ({ ctx, params }) => people.get(ctx, params.id),
  'person.create': ({ ctx, body }) => people.create(ctx, body),
  'person.change': ({ ctx, params, body }) => people.change(ctx, params.id, body),
  'person.move': ({ ctx, params, body }) => people.move(ctx, params.id, body),
  'person.leave': ({ ctx, params, body }) => people.leave(ctx, params.id, body),
  'person.return': ({ ctx, params, body }) => people.comeBack(ctx, params.id, body),
  'person.export': async ({ ctx, params, reply }) =>
    download(reply, 'application/json; charset=utf-8', 'person.json').send(
      await data.exportData(ctx, params.id),
    ),
  'person.erase': ({ ctx, params, body }) => data.erase(ctx, params.id, body),
  'person.form': async ({ ctx, query, reply }) =>
    download(reply, XLSX, `people-${dayOf(ctx.now())}.xlsx`).send(
      Buffer.from(await forms.form(ctx, query)),
    ),
  'person.import': async ({ ctx, request }) => {
    const { files } = await readForm(request);
    return imports.startImport(ctx, oneFile(files));
  },
  'person.posts': ({ ctx, params, query }) => posts.ofUnit(ctx, params.id, query),
  'person.make-post': ({ ctx, params, body }) => posts.make(ctx, params.id, body),
  'person.change-post': ({ ctx, params, body }) => posts.change(ctx, params.id, body),
  'person.close-post': ({ ctx, params, body }) => posts.close(ctx, params.id, body),
  'person.appoint': ({ ctx, params, body }) => posts.appoint(ctx, params.id, body),
  'person.hand-over': ({ ctx, params, body }) => posts.handOver(ctx, params.id, body),
  'person.end-tenure': ({ ctx, params, body }) => posts.end(ctx, params.id, body),
  'person.withdraw-tenure': ({ ctx, params, body }) => posts.withdraw(ctx, params.id, body),
  'person.vacancies': ({ ctx, query }) => posts.vacancies(ctx, query),
  'person.grants': ({ ctx, query }) => grants.list(ctx, query),
  'person.access-file': async ({ ctx, query, reply }) =>
    download(reply, 'text/csv; charset=utf-8', `access-${dayOf(ctx.now())}.csv`).send(
      await access.file(ctx, query),
    ),
  'person.grant': ({ ctx, body }) => grants.give(ctx, body),
  'person.revoke': ({ ctx, params, body }) => grants.revoke(ctx, params.id, body),
  'person.mine': ({ ctx }) => grants.mine(ctx),
  'person.stand-ins': ({ ctx, params, query }) => grants.standIns(ctx, params.id, query),
  'person.lend': ({ ctx, params, body }) => grants.lend(ctx, params.id, body),
};
