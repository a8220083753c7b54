namespace JobRunner.Http.Client.Streaming;

/// <summary>What a stream of events can tell.</summary>
internal enum EventKind
{
    /// <summary>What this client doesn't know.</summary>
    Unknown,

    /// <summary>A connection begins; nothing has come of it yet.</summary>
    Opened,

    /// <summary>A piece of output.</summary>
    Output,

    /// <summary>A job's state.</summary>
    State,

    /// <summary>All jobs that there were when the connection began have been told.</summary>
    SnapshotEnd,

    /// <summary>The stream is whole.</summary>
    End,
}
