namespace JobRunner.Http.Client.Connecting;

/// <summary>At what point a try failed.</summary>
internal enum FaultKind
{
    /// <summary>There was no connection.</summary>
    Unreachable,

    /// <summary>The connection ended in the TLS handshake.</summary>
    Handshake,

    /// <summary>The connection ended, or was silent for too long, with the request on its way, or the answer.</summary>
    Broken,

    /// <summary>There was an answer: not now.</summary>
    Unavailable,

    /// <summary>The server said in the handshake that it will not have this client.</summary>
    Rejected,

    /// <summary>It will be the same each time.</summary>
    ForGood,
}
