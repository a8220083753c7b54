namespace JobRunner.Conformance.Tests.Support;

/// <summary>Where jobs are served from. What is promised holds in each.</summary>
public enum Place
{
    /// <summary>By the manager itself.</summary>
    InProcess,

    /// <summary>By a client of a real server under mutual TLS.</summary>
    OverHttps,
}
