// Starts the window on the shell.
import './style/tokens.css'
import './style/base.css'
import './style/parts.css'
import { tauriHost } from './host/tauri'
import { startWindow } from './start'

void startWindow(tauriHost, '#window')
