<!DOCTYPE html>
<html lang="en">
<head><meta charset="utf-8"><title>Sign in · Course site</title></head>
<body><p>Please sign in to download this file.</p></body>
</html>
