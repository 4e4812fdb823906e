import './shell/policy.ts';
import '@fontsource-variable/noto-sans-sc';
import './shell/tokens.css';
import './shell/page.css';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { App as AntApp, ConfigProvider } from 'antd';
import enUS from 'antd/locale/en_US';
import zhCN from 'antd/locale/zh_CN';
import { StrictMode, useMemo } from 'react';
import { createRoot } from 'react-dom/client';
import { ApiError } from '../contract/client.ts';
import { LanguageProvider, readLanguage, useLanguage } from './shell/language.tsx';
import { LookProvider, useLook } from './shell/look.tsx';
import { router } from './shell/router.tsx';
import { themeOf } from './shell/theme.ts';

const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      // A refusal does not become a permission by asking again.
      retry: (count, error) => !(error instanceof ApiError && error.status > 0) && count < 2,
      refetchOnWindowFocus: false,
      staleTime: 30_000,
      // Whether there is a network is found by asking: an own server may be on this machine.
      networkMode: 'always',
    },
    mutations: { networkMode: 'always' },
  },
});

function Page() {
  const { lang } = useLanguage();
  const { dark, large, still } = useLook();
  const theme = useMemo(() => themeOf({ dark, large, still }), [dark, large, still]);
  return (
    <ConfigProvider
      theme={theme}
      locale={lang === 'en' ? enUS : zhCN}
      button={{ autoInsertSpace: false }}
    >
      <AntApp>
        <QueryClientProvider client={queryClient}>
          <RouterProvider router={router} />
        </QueryClientProvider>
      </AntApp>
    </ConfigProvider>
  );
}

const first = await readLanguage();
createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <LanguageProvider first={first}>
      <LookProvider>
        <Page />
      </LookProvider>
    </LanguageProvider>
  </StrictMode>,
);
