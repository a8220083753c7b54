namespace JobRunner.Launching;

/// <summary>Kills the jobs of a host that has died. Disposing it says that the host has stopped them itself.</summary>
internal interface IHostWatch : IAsyncDisposable
{
    /// <summary>From now on the job is watched, before it starts.</summary>
    IHostWatchEntry Enter(Guid jobId);
}
