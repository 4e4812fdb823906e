import ballot from './en/ballot.json' with { type: 'json' };
import campaign from './en/campaign.json' with { type: 'json' };
import cockpit from './en/cockpit.json' with { type: 'json' };
import document from './en/document.json' with { type: 'json' };
import duty from './en/duty.json' with { type: 'json' };
import engine from './en/engine.json' with { type: 'json' };
import evidence from './en/evidence.json' with { type: 'json' };
import hot from './en/hot.json' with { type: 'json' };
import identity from './en/identity.json' with { type: 'json' };
import institution from './en/institution.json' with { type: 'json' };
import ledger from './en/ledger.json' with { type: 'json' };
import need from './en/need.json' with { type: 'json' };
import notice from './en/notice.json' with { type: 'json' };
import office from './en/office.json' with { type: 'json' };
import org from './en/org.json' with { type: 'json' };
import permission from './en/permission.json' with { type: 'json' };
import person from './en/person.json' with { type: 'json' };
import problem from './en/problem.json' with { type: 'json' };
import record from './en/record.json' with { type: 'json' };
import server from './en/server.json' with { type: 'json' };
import special from './en/special.json' with { type: 'json' };
import study from './en/study.json' with { type: 'json' };
import supervision from './en/supervision.json' with { type: 'json' };
import survey from './en/survey.json' with { type: 'json' };
import system from './en/system.json' with { type: 'json' };
import task from './en/task.json' with { type: 'json' };
import visit from './en/visit.json' with { type: 'json' };
import voice from './en/voice.json' with { type: 'json' };
import web from './en/web.json' with { type: 'json' };

/** All texts of the page in one language, by key; the command line adds its own. */
export const catalogue: Readonly<Record<string, string>> = {
  ...campaign,
  ...cockpit,
  ...document,
  ...duty,
  ...engine,
  ...evidence,
  ...hot,
  ...identity,
  ...ledger,
  ...institution,
  ...notice,
  ...office,
  ...org,
  ...permission,
  ...person,
  ...problem,
  ...record,
  ...server,
  ...study,
  ...need,
  ...survey,
  ...special,
  ...supervision,
  ...system,
  ...task,
  ...visit,
  ...ballot,
  ...voice,
  ...web,
};
