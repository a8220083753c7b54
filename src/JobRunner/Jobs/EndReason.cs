namespace JobRunner.Jobs;

/// <summary>Why a job ends. The first reason that is seen decides its outcome.</summary>
internal enum EndReason
{
    /// <summary>Its process exited by itself.</summary>
    Exit,

    /// <summary>Somebody asked for it.</summary>
    Stop,

    /// <summary>Its time was up.</summary>
    Timeout,
}
