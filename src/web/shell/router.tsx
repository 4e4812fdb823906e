import {
  createRootRoute,
  createRoute,
  createRouter,
  Outlet,
  retainSearchParams,
} from '@tanstack/react-router';
import { lazy, Suspense } from 'react';
import { z } from 'zod';
import { frameSearch } from './at.ts';
import { Fault, NotFound } from './Fault.tsx';
import { Frame } from './Frame.tsx';
import { pages } from './rooms.tsx';

/** A page by its address, loaded when it is first opened. */
const componentOf = (path: string) => lazy(pages.find((p) => p.path === path)!.load);

const root = createRootRoute({
  component: () => (
    <Suspense>
      <Outlet />
    </Suspense>
  ),
});

const Welcome = lazy(async () => ({ default: (await import('../identity/Welcome.tsx')).Welcome }));
const SignIn = lazy(async () => ({ default: (await import('../identity/SignIn.tsx')).SignIn }));
const welcome = createRoute({ getParentRoute: () => root, path: '/welcome', component: Welcome });
const signIn = createRoute({ getParentRoute: () => root, path: '/sign-in', component: SignIn });

const frame = createRoute({
  getParentRoute: () => root,
  id: 'frame',
  component: Frame,
  validateSearch: frameSearch,
  search: { middlewares: [retainSearchParams(['at'])] },
});

/** The whole view of the workbench lives in the address: sending it shows the same. */
export const workbenchSearch = z.object({
  starter: z.string().optional().catch(undefined),
  scheme: z.string().optional().catch(undefined),
  panel: z.string().optional().catch(undefined),
  period: z.coerce.string().optional().catch(undefined),
  class: z.string().optional().catch(undefined),
  q: z.string().optional().catch(undefined),
  unit: z.string().optional().catch(undefined),
  against: z.string().optional().catch(undefined),
  indicator: z.string().optional().catch(undefined),
  view: z.enum(['unit', 'indicator', 'balance', 'drivers', 'treated']).optional().catch(undefined),
});
export type WorkbenchSearch = z.infer<typeof workbenchSearch>;

export const workbench = createRoute({
  getParentRoute: () => frame,
  path: '/appraisal',
  validateSearch: workbenchSearch,
  component: componentOf('/appraisal'),
});
const others = pages
  .filter(({ path }) => path !== '/appraisal')
  .map(({ path, load }) =>
    createRoute({ getParentRoute: () => frame, path, component: lazy(load) }),
  );
/** Everything else: said inside the frame, where the way on is. */
const nowhere = createRoute({ getParentRoute: () => frame, path: '$', component: NotFound });

export const router = createRouter({
  routeTree: root.addChildren([
    welcome,
    signIn,
    frame.addChildren([workbench, ...others, nowhere]),
  ]),
  defaultErrorComponent: Fault,
  defaultNotFoundComponent: NotFound,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
