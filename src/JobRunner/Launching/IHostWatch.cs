namespace JobRunner.Launching;

/// <summary>Kills the jobs of a host that has died. Disposing it says that the host has stopped them itself.</summary>
internal interface IHostWatch : IAsyncDisposable
{
    /// <summary>From now on the job is watched, before it starts.</summary>
    IHostWatchEntry Enter(Guid jobId);
}

/// <summary>A job that is watched, until this is disposed.</summary>
internal interface IHostWatchEntry : IDisposable
{
    /// <summary>Tells which process group is the job's own.</summary>
    void SetGroup(int groupId);
}
