import { createRoot } from 'react-dom/client';
import { App } from './app';
import { loadConfig } from './chain/config';
import { connect } from './chain/connection';
import { applyAppearance } from './parts/appearance';
import './styles/base.css';
import './styles/layout.css';
import './styles/parts.css';
import './styles/dialogs.css';
import './styles/content.css';
import { resumeWallet } from './wallet/wallet';
import { LanguageProvider, startLanguage } from './words/language';

applyAppearance();
resumeWallet();
void loadConfig().then(connect);

const root = document.getElementById('root');
if (root !== null)
  void startLanguage().then(() =>
    createRoot(root).render(
      <LanguageProvider>
        <App />
      </LanguageProvider>,
    ),
  );
