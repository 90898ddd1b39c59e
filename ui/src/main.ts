// Starts the window on the shell.
import { createApp } from 'vue'
import './style/tokens.css'
import './style/base.css'
import './style/parts.css'
import App from './App.vue'
import { tauriHost } from './host/tauri'

createApp(App, { host: tauriHost }).mount('#window')
