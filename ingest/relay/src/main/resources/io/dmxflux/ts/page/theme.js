// Before anything is drawn: the theme that was chosen, and that there is JavaScript.
document.documentElement.classList.add('live');
try {
    const theme = localStorage.getItem('theme');
    if (theme === 'dark' || theme === 'light') {
        document.documentElement.dataset.theme = theme;
    }
} catch {
    // without storage the system's setting stands
}
