import { type ComponentType, lazy, Suspense, useEffect, useRef } from 'react';
import { Link, Route, Router, Switch, useLocation } from 'wouter';
import { useHashLocation } from 'wouter/use-hash-location';
import { Home } from './pages/Home';
import { Empty } from './parts/basics';
import { Layout } from './parts/Layout';
import { TxDialog } from './tx/TxDialog';
import { WalletDialog } from './wallet/WalletDialog';
import { useTexts } from './words/language';

const page = (load: () => Promise<ComponentType>) => lazy(async () => ({ default: await load() }));
const Devices = page(async () => (await import('./pages/Devices')).Devices);
const Data = page(async () => (await import('./pages/Data')).Data);
const Consent = page(async () => (await import('./pages/Consent')).Consent);
const Grant = page(async () => (await import('./pages/Grant')).Grant);
const Studies = page(async () => (await import('./pages/Studies')).Studies);
const Study = page(async () => (await import('./pages/Study')).Study);
const Earnings = page(async () => (await import('./pages/Earnings')).Earnings);
const Research = page(async () => (await import('./pages/Research')).Research);
const NewStudy = page(async () => (await import('./pages/NewStudy')).NewStudy);
const Manage = page(async () => (await import('./pages/Manage')).Manage);
const More = page(async () => (await import('./pages/More')).More);
const Settings = page(async () => (await import('./pages/Settings')).Settings);

/** The whole page. Routes follow the #, so that any static server will do. */
export function App() {
  return (
    <Router hook={useHashLocation}>
      <Layout>
        <Focus />
        <Suspense fallback={<Loading />}>
          <Switch>
            <Route path="/" component={Home} />
            <Route path="/devices" component={Devices} />
            <Route path="/data" component={Data} />
            <Route path="/consent" component={Consent} />
            <Route path="/consent/new" component={Grant} />
            <Route path="/consent/new/:target" component={Grant} />
            <Route path="/studies" component={Studies} />
            <Route path="/studies/:id" component={Study} />
            <Route path="/earnings" component={Earnings} />
            <Route path="/research" component={Research} />
            <Route path="/research/new" component={NewStudy} />
            <Route path="/research/:id" component={Manage} />
            <Route path="/settings" component={Settings} />
            <Route path="/more" component={More} />
            <Route component={Missing} />
          </Switch>
        </Suspense>
      </Layout>
      <WalletDialog />
      <TxDialog />
    </Router>
  );
}

/** When the route changes: scrolls to the top and puts the focus where reading begins. */
function Focus() {
  const [path] = useLocation();
  const last = useRef(path);
  useEffect(() => {
    if (last.current === path) return;
    last.current = path;
    window.scrollTo(0, 0);
    document.getElementById('content')?.focus({ preventScroll: true });
  }, [path]);
  return null;
}

function Loading() {
  return (
    <p className="loading" role="status">
      {useTexts().common.loading}
    </p>
  );
}

function Missing() {
  const t = useTexts();
  return (
    <Empty title={t.common.notFound} page>
      <Link href="/" className="button primary">
        {t.common.goHome}
      </Link>
    </Empty>
  );
}
