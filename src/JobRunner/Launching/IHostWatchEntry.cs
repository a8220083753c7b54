namespace JobRunner.Launching;

/// <summary>A job that is watched, until this is disposed.</summary>
internal interface IHostWatchEntry : IDisposable
{
    /// <summary>Tells which process group is the job's own.</summary>
    void SetGroup(int groupId);
}
