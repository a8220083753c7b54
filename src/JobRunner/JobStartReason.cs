namespace JobRunner;

/// <summary>What kept a job from being started, as far as a program needs to know.</summary>
public enum JobStartReason
{
    /// <summary>Anything that isn't about the program itself: the working directory, a limit, the arguments' length, a lack of memory.</summary>
    Other,

    /// <summary>The program isn't there, or the interpreter or loader that it asks for. Shells end with 127.</summary>
    CommandNotFound,

    /// <summary>It is there and can't be executed. Shells end with 126.</summary>
    CommandNotExecutable,
}
