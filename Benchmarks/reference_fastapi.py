"""The hand-made peer of P2: FastAPI and SQLite with synchronous = FULL, one commit a message."""

import base64
import hashlib
import hmac
import json
import os
import sqlite3

from fastapi import FastAPI, Request, Response

key = base64.b64decode(os.environ["HUZHU_GATEWAY_SECRET"].removeprefix("whsec_"))
database = sqlite3.connect(os.environ["REFERENCE_DATABASE"], check_same_thread=False, isolation_level=None)
database.execute("PRAGMA journal_mode = WAL")
database.execute("PRAGMA synchronous = FULL")
database.execute("CREATE TABLE message (id TEXT PRIMARY KEY, body TEXT NOT NULL)")
app = FastAPI()


@app.post("/webhooks/gateway")
async def receive(request: Request):
    body = await request.body()
    signed = f"{request.headers['webhook-id']}.{request.headers['webhook-timestamp']}.".encode() + body
    code = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    if not hmac.compare_digest("v1," + code, request.headers["webhook-signature"]):
        return Response(status_code=401)
    message = json.loads(body)["data"]
    database.execute("INSERT OR IGNORE INTO message VALUES (?, ?)", (message["message_id"], body.decode()))
    return Response('{"duplicate":false}', status_code=202)
